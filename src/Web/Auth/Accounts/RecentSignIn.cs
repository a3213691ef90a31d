namespace ContextExchange.Web.Auth;

/// <summary>Marks a route that an account may use only shortly after it signed in.</summary>
internal sealed class RecentSignIn
{
    public static readonly RecentSignIn Needed = new();

    private RecentSignIn()
    {
    }
}
