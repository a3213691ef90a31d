using System.Net.Sockets;
using ContextExchange.Grains.Storage;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ContextExchange.Silo;

/// <summary>Says in sentences why a server cannot start, for the reasons that an operator can mend.</summary>
internal static class StartFailure
{
    /// <summary>Null for a failure that is no operator's to mend: its stack trace is wanted.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception, ServerOptions options) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures.Distinct()],
        InvalidDataException { InnerException: FormatException { InnerException: { } fault } } =>
            [$"{exception.Message} Mend it, it must be JSON: {fault.Message}"],
        InvalidSecretException => [exception.Message],
        IOException { InnerException: AddressInUseException } =>
            [$"Port {options.Port} is in use: stop the other program, or choose another port with --port."],
        SocketException =>
            [$"The server cannot listen on {options.EffectiveAddress}, port {options.Port}: {exception.Message}. Give "
                + "an address of this machine with --listen, and a port that this user may take with --port."],
        IOException or UnauthorizedAccessException =>
            [$"{exception.Message.TrimEnd('.')}: make that a place that this user may read and write, with room on its "
                + "disk."],
        OrleansException => [$"The silo cannot join its cluster: {exception.Message}"],
        StoreUnavailableException when options.Postgres is not null =>
            [$"The database cannot be opened: {exception.Message}"],
        StoreUnavailableException => [$"The store in '{options.DataFolder}' cannot be opened: {exception.Message}"],
        _ => null,
    };
}
