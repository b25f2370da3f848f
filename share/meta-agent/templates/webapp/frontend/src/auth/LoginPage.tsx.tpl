import { Link } from "react-router";
import * as Fields from "../components/fields";
import { SubmitForm } from "../components/SubmitForm";
import { AuthCard } from "./AuthCard";
import { useAuth, useOrigin } from "./useAuth";

export function LoginPage() {
  const { logIn, hasEnded } = useAuth();
  const from = useOrigin();

  return (
    <AuthCard
      title="Log in"
      footer={
        <>
          No account yet?{" "}
          <Link to="/register" state={{ from }} className="font-medium text-accent-700 hover:underline">
            Register
          </Link>
        </>
      }
    >
      {hasEnded && (
        <p role="status" className="mb-4 rounded-lg bg-accent-50 px-4 py-3 text-sm text-accent-700">
          Your session has ended. Please log in again.
        </p>
      )}
      <SubmitForm
        key="login"
        submitLabel="Log in"
        onSubmit={(values) =>
          logIn({ email: values.text("email"), password: values.raw("password") })
        }
      >
        <Fields.Input name="email" label="Email" type="email" autoComplete="email" required />
        <Fields.Input
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          required
        />
      </SubmitForm>
    </AuthCard>
  );
}
