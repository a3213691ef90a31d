// The first page: signs an owner in with a one-time code and shows what their agents do, live. Everything that comes from the
// server is put on the page as text, never as markup.
const maxRows = 200;
const byId = id => document.getElementById(id);
const names = new Map();
let paused = false;
let stream;

const words = {
  "message.accepted": ["delivered", "good"],
  "message.held": ["waits for approval", "wait"],
  "message.refused": ["refused", "stop"],
  "hold.decided": ["decided", "good"],
  "hold.expired": ["approval expired", "stop"],
  "connection.changed": ["connection changed", ""],
  "connection.suspended": ["connection suspended", "stop"],
};

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
  });
  const type = answer.headers.get("Content-Type") ?? "";
  return { ok: answer.ok, status: answer.status, body: type.includes("json") ? await answer.json() : null };
}

function nameOf(agent) {
  return names.get(agent) ?? agent.slice(0, 8);
}

async function loadNames() {
  const agents = (await call("GET", "/v1/agents")).body?.items ?? [];
  byId("agents").replaceChildren(...agents.map(agent => {
    names.set(agent.agent, agent.displayName);
    const item = document.createElement("li");
    item.textContent = agent.displayName + (agent.frozen ? " (frozen)" : agent.online ? " (online)" : "");
    return item;
  }));
  byId("no-agents").hidden = agents.length > 0;
  const lists = await Promise.all(agents.map(agent => call("GET", `/v1/agents/${agent.agent}/connections`)));
  for (const connection of lists.flatMap(list => list.body?.items ?? []))
    names.set(connection.peer, connection.peerName);
}

function cell(row, text, className) {
  const made = row.insertCell();
  made.textContent = text;
  if (className) made.className = className;
}

function show(event) {
  const [word, tone] = words[event.kind] ?? [event.kind, ""];
  const row = byId("rows").insertRow(0);
  row.className = "new";
  cell(row, new Date(event.at).toLocaleTimeString());
  cell(row, nameOf(event.from));
  cell(row, nameOf(event.to));
  cell(row, event.category ?? "");
  cell(row, event.kind === "message.refused" && event.status ? `${word}: ${event.status}` : word, tone);
  cell(row, event.size ? `${(event.size / 1024).toFixed(1)} KiB` : "", "number");
  byId("nothing").hidden = true;
  while (byId("rows").rows.length > maxRows) byId("rows").deleteRow(-1);
}

async function onActivity(message) {
  if (paused) return;
  const event = JSON.parse(message.data);
  if (!names.has(event.from) || !names.has(event.to)) await loadNames();
  show(event);
}

function watch() {
  stream = new EventSource("/v1/activity");
  stream.addEventListener("watching", () => { byId("state").textContent = "Live"; });
  stream.addEventListener("activity", onActivity);
  stream.addEventListener("error", async () => {
    byId("state").textContent = "Reconnecting";
    // A stream that the server refuses is closed for good: the session has ended.
    if (stream.readyState === EventSource.CLOSED) await start();
  });
}

async function start() {
  stream?.close();
  const me = await call("GET", "/v1/owners/me");
  byId("sign-in").hidden = me.ok;
  byId("watch").hidden = !me.ok;
  byId("sign-out").hidden = !me.ok;
  byId("who").textContent = me.ok ? me.body.displayName + (me.body.operator ? ", operator" : "") : "";
  if (!me.ok) {
    byId("code").focus();
    return;
  }
  await loadNames();
  watch();
}

async function signIn(code) {
  byId("code-error").textContent = "";
  const answer = await call("POST", "/v1/sessions/page", { code: code.trim() });
  if (answer.ok) {
    byId("code").value = "";
    await start();
  } else {
    byId("code-error").textContent = answer.status === 401
      ? "This code does not work: it was used, has expired or was mistyped. Get a new one."
      : answer.body?.title ?? "That did not work. Try again.";
  }
}

byId("code-form").addEventListener("submit", event => {
  event.preventDefault();
  signIn(byId("code").value);
});

byId("sign-out").addEventListener("click", async () => {
  await call("DELETE", "/v1/sessions/current");
  await start();
});

byId("pause").addEventListener("click", event => {
  paused = !paused;
  event.target.setAttribute("aria-pressed", String(paused));
  event.target.textContent = paused ? "Resume" : "Pause";
  byId("state").textContent = paused ? "Paused" : "Live";
});

// An administrator's link carries its code behind the #, which no server sees; it is taken out of the address bar at once.
const fragment = decodeURIComponent(location.hash.slice(1));
if (location.hash) history.replaceState(null, "", location.pathname);
await start();
if (fragment.startsWith("cex_") && !byId("sign-in").hidden) await signIn(fragment);
