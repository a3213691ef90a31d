import { Outlet } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { AgainDialog } from "../account/AgainDialog.js";

/** What stands around every page. */
export function Root(): ReactElement {
  return <><Outlet /><AgainDialog /></>;
}
