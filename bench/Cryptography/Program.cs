using ContextExchange.Cryptography.Bench;

// dotnet run -c Release --project bench/Cryptography
// Microseconds per operation on one thread: the median and the 99th percentile of single calls; bytes that it allocates.
PrimitiveBench.Run();
MessageBench.Run();
EpochBench.Run();
