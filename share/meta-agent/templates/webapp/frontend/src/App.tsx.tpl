<% if features.auth or not features.dashboard %>
import { Navigate, Route, Routes } from "react-router";
<% else %>
import { Route, Routes } from "react-router";
<% end %>
<% if features.audit_log %>
import { ActivityPage } from "./audit/ActivityPage";
<% end %>
<% if features.auth %>
import { LoginPage } from "./auth/LoginPage";
import { RegisterPage } from "./auth/RegisterPage";
import { UnreachablePage } from "./auth/UnreachablePage";
<% if features.roles %>
import { UsersPage } from "./auth/UsersPage";
<% end %>
import { useAuth, useOrigin } from "./auth/useAuth";
<% end %>
<% if features.drag_drop %>
import * as boards from "./board/boards";
<% end %>
<% if features.calendar %>
import { CalendarPage } from "./calendar/CalendarPage";
<% end %>
import { AppLayout } from "./components/AppLayout";
import { NotFoundPage } from "./components/NotFoundPage";
<% if features.dashboard %>
import { DashboardPage } from "./dashboard/DashboardPage";
<% end %>
<% for e in entities %>
import { <%= e.name %>Collection } from "./features/<%= e.path %>/<%= e.name %>Collection";
import { <%= e.name %>DetailPage } from "./features/<%= e.path %>/<%= e.name %>DetailPage";
<% end %>

export function App() {
<% if features.auth %>
  const { user, restoring, failure, restore } = useAuth();
  const origin = useOrigin();
  if (restoring) return null;
  if (failure) return <UnreachablePage error={failure} onRetry={restore} />;
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
<% if loop.first and features.dashboard %>
        <Route index element={<DashboardPage />} />
<% elif loop.first %>
        <Route index element={<Navigate to="/<%= e.path %>" replace />} />
<% end %>
        <Route path="/<%= e.path %>" element={<<%= e.name %>Collection />} />
        <Route path="/<%= e.path %>/:id" element={<<%= e.name %>DetailPage />} />
<% end %>
<% if features.drag_drop %>
<% for b in boards %>
        <Route path="/app/board/<%= b.path %>" element={<boards.<%= b.name %>Board />} />
<% end %>
<% end %>
<% if features.calendar %>
        <Route path="/app/calendar" element={<CalendarPage />} />
<% end %>
<% if features.audit_log %>
        <Route path="/app/activity" element={<ActivityPage />} />
<% end %>
<% if features.roles %>
        {user.role === "admin" && <Route path="/app/users" element={<UsersPage />} />}
<% end %>
<% if features.auth %>
        <Route path="/login" element={<Navigate to={origin} replace />} />
        <Route path="/register" element={<Navigate to={origin} replace />} />
<% end %>
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  );
}
