import { ActivityLog } from "./activityLog.js";

/** The page's one activity log. A hidden page draws no pictures: it is told a little later instead. */
export const activityLog = new ActivityLog((work) => {
  if (document.hidden) setTimeout(work, 250);
  else requestAnimationFrame(work);
});
