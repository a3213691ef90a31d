import { ActivityLog } from "./activityLog.js";

const hiddenRest = 250;

/** The page's one activity log. A hidden page draws no pictures: it is told a little later instead. */
export const activityLog = new ActivityLog((work, rest) => {
  if (document.hidden) setTimeout(work, Math.max(rest, hiddenRest));
  else if (rest === 0) requestAnimationFrame(work);
  else setTimeout(() => requestAnimationFrame(work), rest);
});
