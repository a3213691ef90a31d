using ContextExchange.Cryptography.Bench;

// dotnet run -c Release --project bench/Cryptography
// Microseconds per operation on one thread: median and 99th percentile of single calls; bytes that one allocates.
PrimitiveBench.Run();
MessageBench.Run();
EpochBench.Run();
