using System.Text.Json;

namespace ContextExchange.Cli;

/// <summary>Runs a command's work and turns whatever it throws into one clear error and an exit code.</summary>
internal static class CommandSetup
{
    extension(Command command)
    {
        /// <summary>What the command does.</summary>
        public Command Does(Func<Invocation, Task<ExitCode>> work)
        {
            command.SetAction(async (parse, ct) => (int)await RunAsync(parse, work, ct));
            return command;
        }

        /// <inheritdoc cref="Does(Command, Func{Invocation, Task{ExitCode}})" />
        public Command Does(Func<Invocation, Task> work) => command.Does(async run =>
        {
            await work(run);
            return ExitCode.Done;
        });
    }

    private static async Task<ExitCode> RunAsync(
        ParseResult parse, Func<Invocation, Task<ExitCode>> work, CancellationToken ct)
    {
        var terminal = new Terminal(parse.GetValue(CommonOptions.Json));
        try
        {
            return await work(new Invocation(parse, terminal, ct));
        }
        catch (Exception e) when (
            e is ExchangeException or OperationCanceledException or TimeoutException or IOException
            or UnauthorizedAccessException or JsonException)
        {
            terminal.Fail(Failures.NameOf(e), Failures.TextOf(e));
            return Failures.CodeOf(e);
        }
    }
}
