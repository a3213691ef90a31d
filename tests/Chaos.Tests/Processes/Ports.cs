using System.Net;
using System.Net.Sockets;

namespace ContextExchange.Chaos.Tests.Processes;

/// <summary>
/// Ports for servers that are started again on the same one: below those that the system gives to outgoing connections,
/// which might take it meanwhile.
/// </summary>
internal static class Ports
{
    private const int First = 12_000;
    private const int Last = 31_999;

    private static readonly Lock Gate = new();
    private static int _next = First + (Environment.ProcessId * 37 % (Last - First));

    /// <summary>A port on which nobody listens.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            for (var tried = 0; tried < Last - First; tried++)
            {
                _next = _next >= Last ? First : _next + 1;
                if (IsFree(_next)) return _next;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
