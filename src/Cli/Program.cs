using System.CommandLine.Invocation;
using ContextExchange.Cli;

var parsed = CexCommand.Create().Parse(args);
var code = await parsed.InvokeAsync();
// What the parser refuses it answers with 1, which is a failure elsewhere.
return parsed.Action is ParseErrorAction ? (int)ExitCode.Usage : code;
