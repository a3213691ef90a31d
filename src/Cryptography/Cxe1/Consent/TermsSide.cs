namespace ContextExchange.Cryptography.Cxe1;

/// <summary>One side of a connection, as pinned, and its terms.</summary>
/// <param name="Identity">The agent and its owner.</param>
/// <param name="Terms">Oldest first; their signatures need not have been checked.</param>
public readonly record struct TermsSide(AgentIdentity Identity, IReadOnlyList<ConnectionTerms> Terms);
