namespace ContextExchange.Grains.Interfaces;

/// <summary>A code that carries a confirmation from the device with the mail to the browser that began.</summary>
/// <param name="Refusal">As in <see cref="LoginView"/>.</param>
/// <param name="Code">8 characters; empty with a refusal.</param>
[GenerateSerializer, Immutable, Alias("cex.LoginCode")]
public sealed record LoginCode(Refusal Refusal, string Code = "");
