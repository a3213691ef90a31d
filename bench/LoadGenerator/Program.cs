// Measures one scenario against one running server and prints one JSON line. `eng/bench` starts the servers and calls
// this.
using ContextExchange.LoadGenerator;

var options = Options.Parse(args);
ThreadPool.SetMinThreads(8, 4);
return options.Scenario switch
{
    "pairs" => await PairsScenario.RunAsync(options),
    "idle" => await IdleScenario.RunAsync(options),
    "commit" => CommitScenario.Run(options),
    _ => throw new ArgumentException($"There is no scenario '{options.Scenario}': pairs, idle, commit."),
};
