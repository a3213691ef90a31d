using ContextExchange.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>Tickets, with which clients that cannot sign during a socket's handshake open one.</summary>
internal static class TicketsApi
{
    public static void MapTickets(this IEndpointRouteBuilder routes) => routes
        .MapPost("/v1/tickets", Create).WithTags("Sessions").For(Access.AgentDevice).Audited("ticket.create")
        .Describe("Get a ticket that opens one socket within 30 seconds.");

    private static async Task<Created<TicketAnswer>> Create(HttpContext http, CredentialIssuer credentials)
    {
        var ticket = await credentials.TicketAsync(http.Caller);
        return TypedResults.Created((string?)null, new TicketAnswer(ticket.Text.Reveal(), ticket.Ends));
    }
}
