namespace ContextExchange.Actors.Tests;

public interface IHomelessGrain : IGrainWithStringKey
{
    Task Touch();
}
