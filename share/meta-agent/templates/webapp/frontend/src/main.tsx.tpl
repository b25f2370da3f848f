import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./App";
<% if features.auth %>
import { AuthProvider } from "./auth/AuthProvider";
<% end %>
import "./styles.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element #root");

createRoot(root).render(
  <StrictMode>
    <BrowserRouter>
<% if features.auth %>
      <AuthProvider>
        <App />
      </AuthProvider>
<% else %>
      <App />
<% end %>
    </BrowserRouter>
  </StrictMode>,
);
