namespace ContextExchange.Web.Gateway;

/// <summary>
/// A socket that was accepted and counted, and that runs when the request's pipeline has returned
/// (<see cref="SocketRunner"/>).
/// </summary>
/// <param name="run">Runs the socket to its end.</param>
/// <param name="leave">Gives its place back.</param>
internal sealed class AcceptedSocket(Func<Task> run, Action leave) : IDisposable
{
    public Task RunAsync() => run();

    public void Dispose() => leave();
}
