namespace ContextExchange.Actors.Tests;

public interface IScriptGrain : IScript;
