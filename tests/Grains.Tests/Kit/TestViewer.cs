using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Grains.Tests.Kit;

/// <summary>An owner as a roster names it.</summary>
/// <param name="Agent">Of the side whose owner reads.</param>
/// <param name="Certificate">Of the key that is wrapped for.</param>
internal sealed record TestViewer(AgentId Agent, ViewerCertificate Certificate);
