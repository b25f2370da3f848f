import { Link } from "react-router";
import * as Fields from "../components/fields";
import { SubmitForm } from "../components/SubmitForm";
import { AuthCard } from "./AuthCard";
import { useAuth, useOrigin } from "./useAuth";

export function RegisterPage() {
  const { register } = useAuth();
  const from = useOrigin();

  return (
    <AuthCard
      title="Create an account"
      footer={
        <>
          Already registered?{" "}
          <Link to="/login" state={{ from }} className="font-medium text-accent-700 hover:underline">
            Log in
          </Link>
        </>
      }
    >
      <SubmitForm
        key="register"
        submitLabel="Register"
        onSubmit={(values) =>
          register({
            name: values.text("name"),
            email: values.text("email"),
            password: values.raw("password"),
          })
        }
      >
        <Fields.Input name="name" label="Name" autoComplete="name" required />
        <Fields.Input name="email" label="Email" type="email" autoComplete="email" required />
        <Fields.Input
          name="password"
          label="Password"
          type="password"
          autoComplete="new-password"
          required
        />
      </SubmitForm>
    </AuthCard>
  );
}
