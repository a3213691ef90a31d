namespace ContextExchange.Web.Auth;

/// <summary>
/// Marks the route that reaches an agent also after it was deleted, so that a repeat is answered alike.
/// </summary>
internal sealed class AlsoDeleted
{
    public static readonly AlsoDeleted Reached = new();

    private AlsoDeleted()
    {
    }
}
