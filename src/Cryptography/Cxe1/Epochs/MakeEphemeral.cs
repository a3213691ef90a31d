namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Makes the one-time key of one HPKE sealing. It is apart from the other randomness, so that a device whose generator
/// repeats still does not repeat a wrap. Only the writer of test vectors passes a repeatable one.
/// </summary>
internal delegate Key MakeEphemeral();

/// <summary>The one that everything but test vectors uses.</summary>
internal static class Ephemerals
{
    public static MakeEphemeral Fresh { get; } = static () => Key.Create(KeyAgreementAlgorithm.X25519);
}
