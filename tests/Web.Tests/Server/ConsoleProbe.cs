using System.Text.RegularExpressions;

namespace ContextExchange.Web.Tests;

/// <summary>What the server prints at its start.</summary>
internal sealed partial class ConsoleProbe : StringWriter
{
    private readonly TaskCompletionSource<string> _code = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _text = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The bootstrap code; never completes when none is printed.</summary>
    public Task<string> BootstrapCode => _code.Task;

    /// <summary>All that was printed.</summary>
    public Task<string> Text => _text.Task;

    public override void Write(string? value)
    {
        base.Write(value);
        _text.TrySetResult(value ?? "");
        if (Code().Match(value ?? "") is { Success: true } match)
            _code.TrySetResult(match.Value);
    }

    [GeneratedRegex("cex_boot_[0-9A-Za-z_]+")]
    private static partial Regex Code();
}
