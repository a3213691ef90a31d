namespace ContextExchange.Actors.Tests;

public sealed class ScriptGrain(ScriptHooks hooks) : Script(hooks), IScriptGrain;
