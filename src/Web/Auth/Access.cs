namespace ContextExchange.Web.Auth;

/// <summary>
/// Who may call a route; each route names exactly one. The letters are those of exchange-v1, section 4.
/// </summary>
internal enum Access
{
    /// <summary>A.</summary>
    Anyone,

    /// <summary>K: an agent's API key.</summary>
    AgentKey,

    /// <summary>K O.</summary>
    AgentKeyOrOwner,

    /// <summary>S: the agent itself.</summary>
    Agent,

    /// <summary>D: the agent's session with a proven device.</summary>
    AgentDevice,

    /// <summary>S O.</summary>
    AgentOrOwner,

    /// <summary>O: the agent's owner; on routes without an agent any owner.</summary>
    Owner,

    /// <summary>P.</summary>
    Operator,

    /// <summary>P U: also an auditor's account.</summary>
    OperatorOrAuditor,

    /// <summary>H: a human's account.</summary>
    Account,

    /// <summary>W: a human's account that is no auditor's.</summary>
    ActingAccount,

    /// <summary>O H.</summary>
    OwnerOrAccount,

    /// <summary>S O H.</summary>
    AnySession,
}
