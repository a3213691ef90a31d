using ContextExchange.Web.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Mail;

/// <summary>Puts the mail transport that the settings name into a host.</summary>
internal static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddSingleton<IMailSender>(provider =>
        {
            var options = provider.GetRequiredService<ServerOptions>();
            return options.Mail.Transport switch
            {
                "smtp" => new SmtpMailSender(options),
                "http" => new HttpMailSender(options),
                _ => ActivatorUtilities.CreateInstance<OutboxMailSender>(provider),
            };
        });
        services.AddSingleton<INoticePost, NoticePost>().AddSingleton<AlertPost>();
        return services.AddSingleton<MailQueue>()
            .AddHostedService(provider => provider.GetRequiredService<MailQueue>());
    }
}
