using System.IO.Pipelines;

namespace ContextExchange.Actors;

/// <summary>An open byte stream to another silo.</summary>
/// <param name="input">What comes.</param>
/// <param name="output">What goes.</param>
/// <param name="abort">Ends the connection at once, from any thread, any number of times; reads then end.</param>
public sealed class SiloConnection(PipeReader input, PipeWriter output, Action abort) : IDuplexPipe
{
    /// <inheritdoc/>
    public PipeReader Input { get; } = input;

    /// <inheritdoc/>
    public PipeWriter Output { get; } = output;

    /// <summary>Ends the connection at once, from any thread, any number of times.</summary>
    public void Abort() => abort();
}
