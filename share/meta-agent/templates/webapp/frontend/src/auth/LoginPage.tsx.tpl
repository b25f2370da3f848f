import { Link } from "react-router";
import * as Fields from "../components/fields";
import { SubmitForm } from "../components/SubmitForm";
import { AuthCard } from "./AuthCard";
import { useAuth } from "./useAuth";

export function LoginPage() {
  const { logIn } = useAuth();

  return (
    <AuthCard
      title="Log in"
      footer={
        <>
          No account yet?{" "}
          <Link to="/register" className="font-medium text-accent-700 hover:underline">
            Register
          </Link>
        </>
      }
    >
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
