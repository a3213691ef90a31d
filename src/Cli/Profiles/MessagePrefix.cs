namespace ContextExchange.Cli;

/// <summary>Finds a message by its id, or by the beginning of it.</summary>
internal static class MessagePrefix
{
    private const int Shortest = 4;

    /// <param name="messages">Among which.</param>
    /// <param name="idOf">The id of one.</param>
    /// <param name="prefix">What a person typed, at least 4 characters: an empty variable of a script is none.</param>
    /// <param name="none">What to say where there is none.</param>
    /// <exception cref="ExchangeException"><c>usage</c>: too short. <c>not-found</c>: none, or more than
    /// one.</exception>
    public static T Find<T>(IEnumerable<T> messages, Func<T, EnvelopeId> idOf, string prefix, string none)
    {
        if (prefix.Length < Shortest)
            throw new ExchangeException("usage", $"Give at least {Shortest} characters of the message's id.");
        var found = messages
            .Where(one => $"{idOf(one)}".StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found switch
        {
            [var only] => only,
            [] => throw new ExchangeException("not-found", none),
            _ => throw new ExchangeException("not-found", "More than one message begins like that."),
        };
    }
}
