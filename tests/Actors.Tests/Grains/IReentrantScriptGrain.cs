namespace ContextExchange.Actors.Tests;

public interface IReentrantScriptGrain : IScript;
