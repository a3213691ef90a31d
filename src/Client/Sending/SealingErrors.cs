using System.Text.Json;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client;

/// <summary>Refusals of CXE1 as errors of the SDK; the code is the refusal's name in kebab case.</summary>
internal static class SealingErrors
{
    /// <summary>
    /// Why a message of a category was not sealed to a peer. What the contract forbids has the code and the type of the
    /// server's own refusal.
    /// </summary>
    public static ExchangeException Of(Cxe1Error error, Peer peer, Guid category) =>
        error == Cxe1Error.NotAllowed && !peer.Lists(category)
            ? new SendRefusedException(SendStatus.UnknownCategory, default)
            : Of(error);

    /// <summary>A refusal in which no category has a part.</summary>
    public static ExchangeException Of(Cxe1Error error) => error switch
    {
        Cxe1Error.NotAllowed => new SendRefusedException(SendStatus.NotAllowed, default),
        Cxe1Error.NoViewer => new SendRefusedException(SendStatus.NoApprover, default),
        _ => new ExchangeException(CodeOf(error), Explain(error)),
    };

    public static string CodeOf(Cxe1Error error) => JsonNamingPolicy.KebabCaseLower.ConvertName(error.ToString());

    public static string CodeOf(NackReason reason) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());

    private static string Explain(Cxe1Error error) => error switch
    {
        Cxe1Error.RecipientKeysExpired =>
            "The peer's keys are over: its device must come online and renew them before anything can be sealed to it.",
        Cxe1Error.OwnCertificateInvalid => "This device's certificate is over: connect, so that it is renewed.",
        Cxe1Error.NoReaders => "The peer has no device that could read the message.",
        Cxe1Error.ContentTooLong => "The message is longer than 64 KiB, or its subject, note or schema is too long.",
        Cxe1Error.InvalidText => "The text is not valid Unicode.",
        Cxe1Error.WrongIdentity or Cxe1Error.HistoryForked =>
            "The peer's published keys contradict what was seen before: compare safety numbers.",
        Cxe1Error.TermsUnknown => "The signed terms of this connection are not known: connect, and try again.",
        _ => $"The message could not be sealed or opened ({error}).",
    };
}
