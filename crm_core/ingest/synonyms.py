"""What other programs call our columns, in English and Chinese."""

from __future__ import annotations

import re

_NOISE = re.compile(r"[\s_\-./()（）:：#*'\"]+")


def normalised(header: str) -> str:
    """The header without case, blanks and punctuation.

    >>> normalised("Customer ID"), normalised("unit_price (£)")
    ('customerid', 'unitprice£')
    """
    return _NOISE.sub("", header).casefold().lstrip("\ufeff")


CUSTOMER_ID = (
    "customerid customernumber customerno customercode custid custno clientid clientnumber userid "
    "memberid consumerid buyerid shopperid contactid accountid customer "
    "客户编号 客户id 客户号 客户代码 顾客编号 顾客id 用户编号 用户id 会员编号 会员id 会员号 "
    "会员卡号 买家id"
)
PRODUCT_ID = (
    "productid productcode productno productnumber stockcode sku skuid itemid itemcode itemno "
    "articleid articleno asin isbn placeid movieid product "
    "产品编号 产品id 产品代码 商品编号 商品id 商品编码 商品代码 货号 物料编码"
)
ORDER_ID = (
    "orderid orderno ordernumber ordercode invoice invoiceid invoiceno invoicenumber transactionid "
    "transactionno receiptid receiptno basketid order "
    "订单号 订单编号 订单id 单号 发票号 发票编号 交易号 交易编号"
)
WHEN = "date datetime time timestamp at 时间 日期"  # last resorts, behind the table's own words
CHANNEL = (
    "channel medium contactchannel communicationchannel via 渠道 沟通渠道 联系方式 沟通方式 方式"
)
OWNER = (
    "owner agent salesagent accountmanager salesperson salesrep handledby 负责人 客户经理 销售 坐席"
)

SYNONYMS: dict[str, dict[str, str]] = {
    "customers": {
        "customer_id": CUSTOMER_ID + " account id 编号",
        "name": "customername fullname clientname contactname displayname "
        "姓名 名字 名称 客户姓名 客户名称 客户名 顾客姓名 用户名 会员姓名 联系人",
        "email": "mail emailaddress emailid contactemail "
        "邮箱 电子邮箱 电子邮件 邮件 邮件地址 邮箱地址",
        "phone": "phonenumber mobile mobilephone mobilenumber cell cellphone telephone tel "
        "telephonenumber contactnumber 手机 手机号 手机号码 电话 电话号码 联系电话 移动电话",
        "gender": "sex 性别",
        "age": "years customerage 年龄",
        "income": "yearlyincome annualincome salary householdincome 收入 年收入 年薪",
        "education": "educationlevel degree 学历 教育 教育程度 文化程度",
        "city": "town 城市 所在城市 市",
        "country": "countryname nation 国家 国家地区 所在国家",
        "company": "companyname organisation organization employer firm 公司 公司名称 单位 企业",
        "owner": OWNER,
        "since": "customersince joined joindate joinedat registered registrationdate signupdate "
        "createdat created dtcustomer 注册时间 注册日期 入会时间 加入时间 成为客户日期",
        "notes": "note comment comments remark remarks 备注 说明",
    },
    "products": {
        "product_id": PRODUCT_ID + " id 编号",
        "name": "productname itemname title articlename 名称 产品名称 商品名称 品名 产品名 商品名",
        "category": "productcategory type producttype department series group "
        "类别 分类 品类 产品类别 商品类别 商品分类 类目",
        "description": "productdescription details 描述 产品描述 商品描述 说明 详情",
        "price": "unitprice listprice salesprice saleprice retailprice 价格 单价 售价 定价",
        "stock": "inventory stocklevel onhand quantityonhand qty quantity 库存 库存量 库存数量",
        "kind": "productkind 种类",
        "tags": "tag keywords labels 标签 关键词",
        "is_replenishable": "replenishable consumable isconsumable usedup 消耗品 可补货",
        "is_offered": "offered mayoffer recommendable 可推荐",
    },
    "orders": {
        "order_id": ORDER_ID,
        "line_number": "lineno linenumber orderlinenumber lineitem lineitemnumber orderline "
        "行号 订单行号 明细行号 序号",
        "order_line_id": "lineid orderitemid 订单行id 明细id",
        "product_id": PRODUCT_ID,
        "quantity": "qty units count amountordered orderquantity quantityordered "
        "数量 购买数量 订购数量 件数 销量",
        "unit_price": "price unitcost itemprice pricepaid priceeach salesprice "
        "单价 价格 售价 成交价 商品单价",
        "ordered_at": "orderedon orderdate orderdatetime ordertime orderedat invoicedate "
        "invoicedatetime invoicetime purchasedate purchasedat transactiondate saledate "
        "下单时间 下单日期 订单时间 订单日期 购买时间 购买日期 交易时间 交易日期 开票日期 " + WHEN,
        "customer_id": CUSTOMER_ID,
        "country": "countryname shipcountry shippingcountry 国家 国家地区 收货国家",
        "description": "productdescription productname itemname itemdescription itemtitle "
        "商品名称 产品名称 品名 商品描述 产品描述 描述 名称",
        "category": "productcategory itemcategory 类别 分类 品类 商品类别 产品类别 商品分类",
        "is_return": "return isreturned returned 是否退货 退货",
    },
    "communications": {
        "communication_id": "commid interactionid messageid callid conversationid "
        "沟通编号 记录编号",
        "customer_id": CUSTOMER_ID,
        "occurred_at": "occurredon contacteddate contactdate contactedat sentat senton calledat "
        "communicationdate interactiondate 沟通时间 联系时间 联系日期 通话时间 发送时间 " + WHEN,
        "channel": CHANNEL,
        "direction": "inout calldirection 方向 呼叫方向",
        "purpose": "reason type contactreason 目的 用途 沟通目的",
        "outcome": "result response status disposition 结果 沟通结果 状态",
        "subject": "title topic 主题 标题",
        "text": "message body content transcript note notes comment 内容 正文 沟通内容 消息 备注",
        "owner": OWNER,
    },
    "ratings": {
        "rating_id": "reviewid 评分编号 评价编号",
        "customer_id": CUSTOMER_ID,
        "product_id": PRODUCT_ID,
        "rating": "score stars overall overallrating 评分 打分 星级 分数",
        "rated_at": "ratedon ratingdate reviewdate reviewedat reviewtime "
        "评分时间 评价时间 评分日期 " + WHEN,
    },
    "feedback": {
        "feedback_id": "surveyid responseid 反馈编号",
        "customer_id": CUSTOMER_ID,
        "order_id": ORDER_ID,
        "received_at": "receivedon feedbackdate surveydate submittedat responsedate answeredat "
        "反馈时间 反馈日期 提交时间 收到时间 " + WHEN,
        "channel": CHANNEL,
        "csat": "satisfaction satisfactionscore csatscore 满意度 满意度评分",
        "nps": "npsscore recommend wouldrecommend likelihoodtorecommend 推荐度 推荐意愿 净推荐值",
        "effort": "ces effortscore customereffort 费力度",
        "text": "comment comments feedback message verbatim review 内容 评论 意见 反馈 反馈内容",
    },
    "events": {
        "event_id": "事件编号 事件id",
        "customer_id": CUSTOMER_ID + " visitorid",
        "occurred_at": "occurredon eventtime eventdate eventtimestamp visitedat "
        "事件时间 发生时间 行为时间 访问时间 " + WHEN,
        "kind": "event eventtype eventname type action behaviour behavior "
        "事件 事件类型 行为 行为类型",
        "product_id": PRODUCT_ID,
        "detail": "details page url query keyword searchterm 详情 页面 关键词",
    },
    "consents": {
        "consent_id": "同意编号",
        "customer_id": CUSTOMER_ID,
        "purpose": "consenttype consentfor 用途 目的",
        "is_granted": "granted consent given allowed agreed optin optedin 同意 是否同意",
        "decided_at": "decidedon consentdate consentedat givenat 同意时间 同意日期 " + WHEN,
        "note": "notes comment remark 备注",
    },
}
"""Words as `normalised` gives them, best first, by table and column."""


def words_for(table: str, column: str) -> list[str]:
    """Every normalised header that stands for a column, its own name first."""
    return [normalised(column), *SYNONYMS.get(table, {}).get(column, "").split()]
