namespace ContextExchange.Actors;

/// <summary>Anything that can be called from afar: a grain or an observer.</summary>
public interface IAddressable;
