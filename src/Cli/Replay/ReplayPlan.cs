namespace ContextExchange.Cli;

/// <summary>What <c>cex replay</c> was asked to do.</summary>
/// <param name="Start">Start a throw-away server.</param>
/// <param name="Limit">Only so many dialogues.</param>
/// <param name="Window">Stream with so many turns on the way a side; null for turn by turn.</param>
/// <param name="KillEvery">Kill the server every so many messages; null for never.</param>
/// <param name="Contract">Both sides' contract; null for everything by itself.</param>
/// <param name="PeerOnNode">The second agent runs on the TypeScript SDK.</param>
internal sealed record ReplayPlan(
    bool Start, int Limit, int? Window, int? KillEvery, ContractPreset? Contract, bool PeerOnNode);
