namespace ContextExchange.Web.Mail;

/// <summary>Something that may be an attack, and what to do about it.</summary>
/// <param name="Subject">One line of ASCII, after "Security: ".</param>
/// <param name="What">What happened, in whole sentences.</param>
/// <param name="Remedy">What to do if it was not the reader.</param>
/// <param name="Path">The page on which to do it.</param>
internal sealed record SecurityAlert(string Subject, string What, string Remedy, string Path);
