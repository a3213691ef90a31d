namespace ContextExchange.Cli;

/// <summary><c>cex completion SHELL</c>: a script that completes commands and options.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        _cex() { local IFS=$'\n'; COMPREPLY=($(cex "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)); }
        complete -F _cex cex
        """;

    private const string Zsh =
        """
        _cex() { local -a found; found=("${(@f)$(cex "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
        compadd -a found; }
        compdef _cex cex
        """;

    private const string Fish =
        """
        complete -c cex -f -a '(cex "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        const string description = "Print a completion script:  source <(cex completion bash)";
        return new Command("completion", description) { shell }.Does(run =>
        {
            Console.Out.WriteLine(run.Get(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return Task.CompletedTask;
        });
    }
}
