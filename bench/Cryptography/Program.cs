using ContextExchange.Cryptography.Bench;

// dotnet run -c Release --project bench/Cryptography
// Microseconds per operation on one thread: the median and the 99th percentile of single calls.
Console.WriteLine($"{"operation",-44} {"median us",12} {"p99 us",12} {"bytes/op",10}");
PrimitiveBench.Run();
MessageBench.Run();
EpochBench.Run();
