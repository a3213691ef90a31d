/** A short word about something that happened. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: "plain" | "stop";
  /** Takes back what the toast tells of; null where nothing can be taken back. */
  readonly undo: (() => void) | null;
  /** Where what the toast tells of is; null where it needs no look. */
  readonly link: ToastLink | null;
}

export interface ToastLink {
  readonly to: "/approvals";
  readonly label: string;
}

const life = 6_000;
const most = 3;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let last = 0;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Says something for some seconds. */
export function toast(text: string, { tone = "plain", undo = null, link = null, lasts = life }: {
  tone?: Toast["tone"]; undo?: (() => void) | null; link?: ToastLink | null; lasts?: number;
} = {}): number {
  const id = ++last;
  set([...toasts, { id, text, tone, undo, link }].slice(-most));
  window.setTimeout(() => dismiss(id), lasts);
  return id;
}

export function dismiss(id: number): void {
  if (toasts.some((one) => one.id === id)) set(toasts.filter((one) => one.id !== id));
}

/** Takes back the newest thing that can be taken back. */
export function undoNewest(): void {
  const newest = toasts.findLast(({ undo }) => undo !== null);
  if (newest === undefined) return;
  newest.undo?.();
  dismiss(newest.id);
}

export const toastStore = {
  current: (): readonly Toast[] => toasts,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
