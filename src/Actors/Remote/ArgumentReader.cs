namespace ContextExchange.Actors;

/// <summary>Reads the arguments of a call from another silo; generated.</summary>
/// <param name="reader">Stands at the arguments.</param>
/// <param name="cancellationToken">The token to hand to a method that takes one.</param>
public delegate TInvoker ArgumentReader<out TInvoker>(ref MessageReader reader, CancellationToken cancellationToken);
