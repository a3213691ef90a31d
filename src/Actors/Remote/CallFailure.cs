namespace ContextExchange.Actors;

/// <summary>
/// Exceptions between silos: a type's name and a message, never a stack trace. The engine's own types and the common
/// ones of the framework come out as what they were, all others as <see cref="GrainCallException"/>.
/// </summary>
internal static class CallFailure
{
    private const int MaxText = 4_096;

    private static readonly Dictionary<string, Func<string, Exception>> Known = new Func<string, Exception>[]
    {
        static text => new OrleansException(text),
        static text => new LimitExceededException(text),
        static text => new SiloUnavailableException(text),
        static text => new ClientNotAvailableException(text),
        static text => new InconsistentStateException(text),
        static text => new GrainDeadlockException(text),
        static text => new CodecNotFoundException(text),
        static text => new MalformedMessageException(text),
        static text => new TimeoutException(text),
        static text => new OperationCanceledException(text),
        static text => new TaskCanceledException(text),
        static text => new InvalidOperationException(text),
        static text => new NotSupportedException(text),
        static text => new ArgumentException(text),
        static text => new ArgumentOutOfRangeException(null, text),
        static text => new ArgumentNullException(null, text),
        static text => new FormatException(text),
        static text => new KeyNotFoundException(text),
        static text => new UnauthorizedAccessException(text),
    }.ToDictionary(make => make("").GetType().FullName!);

    internal static void Write(MessageWriter writer, Exception exception)
    {
        writer.PutText(Short((exception as GrainCallException)?.OriginalType ?? exception.GetType().FullName ?? ""));
        writer.PutText(Short(exception.Message));
    }

    internal static Exception Read(ref MessageReader reader)
    {
        var type = reader.Text();
        var text = reader.Text();
        return Known.TryGetValue(type, out var make) ? make(text) : new GrainCallException(text, type);
    }

    private static string Short(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
