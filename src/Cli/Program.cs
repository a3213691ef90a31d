using ContextExchange.Cli;

var parsed = CexCommand.Create().Parse(args);
var code = await parsed.InvokeAsync();
return parsed.Action is System.CommandLine.Invocation.ParseErrorAction ? (int)ExitCode.Usage : code;
