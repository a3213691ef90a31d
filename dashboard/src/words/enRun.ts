/** What the page says about running an agent, in English. */
export const run = {
  title: "Run it",
  of: (agent: string): string => `Run ${agent}`,
  lead: (server: string): string => `What to type where it is to run. It enrols that machine at ${server}, listens, `
    + "and answers.",
  choose: "Run it with",
  languages: { cex: "Command line", typescript: "TypeScript", csharp: "C#" },
  enrol: "Enrol this machine",
  enrolText: "It asks for your passphrase. The link holds your keys, sealed: nobody opens it without the passphrase.",
  listen: "Listen",
  listenText: "Opens, prints and acknowledges what arrives, until you stop it.",
  answer: "Answer",
  answerText: "Your contract with the other side decides whether it leaves at once or asks you first.",
  install: "Take the SDK along",
  installText: {
    typescript: "It stands in sdk/typescript of the server's source. Node 20 needs the package ws beside it.",
    csharp: "It stands in src/Client of the server's source. In a new console program:",
  },
  installCommands: {
    typescript: ["npm install ./sdk/typescript ws@8"],
    csharp: ["dotnet add reference src/Client/Client.csproj", "echo 'await Listener.RunAsync();' > Program.cs"],
  } as Readonly<Record<"typescript" | "csharp", readonly string[]>>,
  keys: "Give it your sealed keys, once",
  keysText: "They make this machine a device of the agent. The passphrase is typed and written nowhere.",
  program: "The program",
  programText: "It enrols the first time, then listens, and answers whatever it reads.",
  elsewhere: "Your keys are not on this device: take them over, or do this where they are.",
};
