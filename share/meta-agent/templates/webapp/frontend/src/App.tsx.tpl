import { Navigate, Route, Routes } from "react-router";
<% if features.auth %>
import { LoginPage } from "./auth/LoginPage";
import { RegisterPage } from "./auth/RegisterPage";
import { useAuth } from "./auth/useAuth";
<% end %>
import { AppLayout } from "./components/AppLayout";
import { NotFoundPage } from "./components/NotFoundPage";
<% for e in entities %>
import { <%= e.name %>Collection } from "./features/<%= e.path %>/<%= e.name %>Collection";
import { <%= e.name %>DetailPage } from "./features/<%= e.path %>/<%= e.name %>DetailPage";
<% end %>

export function App() {
<% if features.auth %>
  const { user, restoring } = useAuth();
  if (restoring) return null;
  if (!user) {
    return (
      <Routes>
        <Route path="/register" element={<RegisterPage />} />
        <Route path="*" element={<LoginPage />} />
      </Routes>
    );
  }

<% end %>
  return (
    <Routes>
      <Route element={<AppLayout />}>
<% for e in entities %>
<% if loop.first %>
        <Route index element={<Navigate to="/<%= e.path %>" replace />} />
<% end %>
        <Route path="/<%= e.path %>" element={<<%= e.name %>Collection />} />
        <Route path="/<%= e.path %>/:id" element={<<%= e.name %>DetailPage />} />
<% end %>
<% if features.auth %>
        <Route path="/login" element={<Navigate to="/" replace />} />
        <Route path="/register" element={<Navigate to="/" replace />} />
<% end %>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
