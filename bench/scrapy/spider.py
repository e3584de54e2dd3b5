"""The same crawl with Scrapy's CrawlSpider: scrapy runspider spider.py -o out.jsonl."""
import os

from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class Paper(CrawlSpider):
    name = "paper"
    start_urls = os.environ["STARTS"].split()
    allowed_domains = ["127.0.0.1"]
    rules = [Rule(LinkExtractor(), callback="parse_item", follow=True)]
    custom_settings = {
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": 8,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "WARNING",
        "FEED_EXPORT_ENCODING": "utf-8",
        "USER_AGENT": "bench",
    }

    def parse_item(self, response):
        title = response.css("h1.detail-title::text").get()
        if title:
            yield {
                "url": response.url,
                "title": title,
                "date": response.css("div.meta span.date::text").get(),
                "author": response.css("div.meta span.author::text").get(),
                "lead": "".join(response.css("div.sapo ::text").getall()),
                "body": "\n".join("".join(p.css("::text").getall()) for p in response.css("#content p")),
            }
