// The pages that most visits of a signed-in person are about, and what stands around them.
export { ActivityPage } from "../activity/ActivityPage.js";
export { ApprovalsPage } from "../approvals/ApprovalsPage.js";
export { HomePage } from "../home/HomePage.js";
export { Shell } from "../shell/Shell.js";
