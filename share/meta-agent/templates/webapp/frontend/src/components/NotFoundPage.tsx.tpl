import { Link } from "react-router";
import { EmptyState } from "./states";

export function NotFoundPage() {
  return (
    <EmptyState title="There is nothing here">
      <Link to="/" className="text-accent-700 underline">
        Back to the start
      </Link>
    </EmptyState>
  );
}
