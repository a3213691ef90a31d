import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { takeFragment } from "./account/fragment.js";
import { makeQueryClient } from "./app/queryClient.js";
import { makeRouter } from "./app/router.js";
import { watchLeaving } from "./approvals/sendDecision.js";
import { watchIdleness } from "./keys/idle.js";
import { applyTheme } from "./shell/theme.js";
import "./style/base.css";

takeFragment();
window.addEventListener("hashchange", takeFragment);
applyTheme();
watchIdleness();
watchLeaving();

const client = makeQueryClient();
createRoot(document.getElementById("app")!).render(
  <QueryClientProvider client={client}>
    <RouterProvider router={makeRouter(client)} />
  </QueryClientProvider>,
);
