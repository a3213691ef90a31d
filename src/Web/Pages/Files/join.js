// The invite page: builds the command from the address. The part behind the # is never sent anywhere.
if (location.hash.length > 1) {
  // Only what a link can hold goes into the command, so that pasting it runs nothing else.
  const link = location.origin + location.pathname + location.hash.replace(/[^A-Za-z0-9_.#-]/g, "");
  const command = document.getElementById("command");
  command.textContent = `./cex accept '${link}' --as NAME`;
  const copy = document.getElementById("copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(command.textContent);
    document.getElementById("copied").textContent = "Copied.";
  });
}
