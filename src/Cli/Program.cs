using ContextExchange.Cli;

return await CexCommand.Create().Parse(args).InvokeAsync();
