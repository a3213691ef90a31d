import { useQuery } from "@tanstack/react-query";
import { accountQuery, meQuery } from "./queries.js";

/** What the signed-in person may see beside their own agents. */
export interface Rights {
  /** Silos, and the audit log. */
  readonly isOperator: boolean;
  /** The audit log and nothing else. */
  readonly isAuditor: boolean;
}

export function useRights(): Rights {
  const account = useQuery(accountQuery).data;
  const isAuditor = account?.role === "auditor";
  const me = useQuery({ ...meQuery, enabled: account !== undefined && !isAuditor }).data;
  return { isOperator: account?.role === "operator" || me?.operator === true && !isAuditor, isAuditor };
}
