using System.Text;

namespace ContextExchange.Cli;

/// <summary>
/// The passphrase of an owner's keys: <c>$CEX_OWNER_PASSPHRASE</c>, else asked for where a person sits at the terminal.
/// It is never an argument, since other users see those.
/// </summary>
internal static class OwnerPassphrase
{
    private const string Variable = "CEX_OWNER_PASSPHRASE";

    /// <summary>What the environment says; null when it says nothing.</summary>
    public static byte[]? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? Encoding.UTF8.GetBytes(text) : null;

    /// <summary>Null where nobody can be asked.</summary>
    public static byte[]? Ask(string question = "Owner's passphrase: ") =>
        FromEnvironment() ?? (CanAsk ? Prompt(question) : null);

    /// <summary>The passphrase of a vault that is to be opened.</summary>
    /// <exception cref="ExchangeException"><c>owner-locked</c>: nobody can be asked.</exception>
    public static byte[] Demand() => Ask() is { Length: > 0 } passphrase
        ? passphrase
        : throw new ExchangeException("owner-locked", $"This needs the owner's passphrase: set {Variable}.");

    /// <summary>A new passphrase, typed twice.</summary>
    /// <exception cref="ExchangeException"><c>usage</c>: none, or two different ones.</exception>
    public static byte[] Choose()
    {
        if (FromEnvironment() is { } given) return given;
        if (!CanAsk) throw new ExchangeException("usage", $"Give the passphrase in {Variable}.");
        var first = Prompt("A passphrase for the owner's vault: ");
        var second = Prompt("The same again: ");
        return first.Length > 0 && first.AsSpan().SequenceEqual(second)
            ? first
            : throw new ExchangeException("usage", "The two are not the same, or empty: nothing was done.");
    }

    private static bool CanAsk => !Console.IsInputRedirected && !Console.IsErrorRedirected;

    private static byte[] Prompt(string question)
    {
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return Encoding.UTF8.GetBytes(typed.ToString());
    }
}
