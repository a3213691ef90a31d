using System.CommandLine.Invocation;
using ContextExchange.Cli;

var parsed = CexCommand.Create().Parse(args);
if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync();

// What the parser refuses it answers with 1, which is a failure elsewhere, and with words only.
if (parsed.GetResult(CommonOptions.Json) is not { Implicit: false }) await parsed.InvokeAsync();
else new Terminal(json: true).Fail("usage", string.Join(' ', parsed.Errors.Select(error => error.Message)));
return (int)ExitCode.Usage;
